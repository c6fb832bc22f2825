# An SMSC made of Net::SMPP: tells what it reads as JSON lines, acknowledges each message with a receipt of both
# forms in turn, and brings each message back as a text from whom it was to.
use strict;
use warnings;
use JSON::PP;
use Net::SMPP;

$| = 1;
my $json = JSON::PP->new->canonical->latin1;
sub tell_ { print $json->encode({@_}), "\n" }

my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "listen: $!";
tell_(port => $listener->sockport);
my $smsc = $listener->accept or die "accept: $!";
$smsc->set_version(0x34);

my ($count, $bound) = (0, 0);
while (my $pdu = $smsc->read_pdu) {
    my $cmd = $pdu->cmd;
    if ($cmd == Net::SMPP::CMD_bind_transceiver) {
        tell_(cmd => 'bind', map { $_ => $pdu->{$_} } qw(system_id password system_type interface_version));
        $smsc->bind_transceiver_resp(system_id => 'perl', seq => $pdu->seq);
    } elsif ($cmd == Net::SMPP::CMD_enquire_link) {
        $smsc->enquire_link_resp(seq => $pdu->seq);
    } elsif ($cmd == Net::SMPP::CMD_unbind) {
        tell_(cmd => 'unbind');
        $smsc->unbind_resp(seq => $pdu->seq);
    } elsif ($cmd == Net::SMPP::CMD_submit_sm) {
        my $id = sprintf 'perl%d', ++$count;
        tell_(cmd => 'submit', id => $id, map { $_ => $pdu->{$_} } qw(source_addr_ton source_addr_npi source_addr
            dest_addr_ton dest_addr_npi destination_addr esm_class registered_delivery data_coding short_message
            message_payload));
        $smsc->submit_sm_resp(message_id => $id, seq => $pdu->seq);
        my @back = (async => 1, source_addr_ton => 1, source_addr_npi => 1, source_addr => $pdu->{destination_addr},
            dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $pdu->{source_addr});
        my @text = map { defined $pdu->{$_} ? ($_ => $pdu->{$_}) : () } qw(esm_class data_coding short_message message_payload);
        $smsc->deliver_sm(@back, @text);
        if ($count % 2) {
            $smsc->deliver_sm(@back, esm_class => 4, data_coding => 0, short_message =>
                "id:$id sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:");
        } else {
            $smsc->deliver_sm(@back, esm_class => 4, short_message => '', receipted_message_id => "$id\0",
                message_state => pack('C', 2));
        }
    } elsif ($cmd == Net::SMPP::CMD_deliver_sm_resp) {
        tell_(cmd => 'delivered', status => $pdu->status);
    } else {
        tell_(cmd => 'unknown', number => $cmd);
    }
}
