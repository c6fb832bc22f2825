# An ESME made of Net::SMPP: sends what it is told as JSON lines and tells what it reads. The first text that it
# gets is refused for the time being.
use strict;
use warnings;
use IO::Select;
use JSON::PP;
use Net::SMPP;

$| = 1;
my $json = JSON::PP->new->canonical->latin1;
sub tell_ { print $json->encode({@_}), "\n" }

my ($port, $system_id, $password) = @ARGV;
my ($esme, $bound) = Net::SMPP->new_transceiver('127.0.0.1', port => $port, smpp_version => 0x34,
    interface_version => 0x34, system_id => $system_id, password => $password) or die "connect: $!";
tell_(cmd => 'bound', status => $bound->status, system_id => $bound->{system_id});
exit if $bound->status;

my $refused = 0;
my $select = IO::Select->new($esme, \*STDIN);
while (1) {
    for my $ready ($select->can_read) {
        if ($ready == $esme) {
            my $pdu = $esme->read_pdu or exit;
            my $cmd = $pdu->cmd;
            if ($cmd == Net::SMPP::CMD_deliver_sm) {
                tell_(cmd => 'deliver', map { $_ => $pdu->{$_} } qw(source_addr_ton source_addr_npi source_addr
                    dest_addr_ton dest_addr_npi destination_addr esm_class data_coding short_message
                    receipted_message_id message_state));
                my $status = $pdu->{esm_class} || $refused++ ? 0 : 0x64;
                $esme->deliver_sm_resp(message_id => '', seq => $pdu->seq, status => $status);
            } elsif ($cmd == Net::SMPP::CMD_enquire_link) {
                $esme->enquire_link_resp(seq => $pdu->seq);
            } elsif ($cmd == Net::SMPP::CMD_submit_sm_resp) {
                tell_(cmd => 'submitted', seq => $pdu->seq, status => $pdu->status, id => $pdu->{message_id});
            } elsif ($cmd == (Net::SMPP::CMD_unbind | 0x80000000)) {
                tell_(cmd => 'unbound');
                exit;
            }
        } else {
            my $line = <STDIN>;
            if (!defined $line) { $select->remove(\*STDIN); $esme->unbind(async => 1); next; }
            my $message = $json->decode($line);
            $esme->submit_sm(async => 1, source_addr_ton => 1, source_addr_npi => 1, dest_addr_ton => 1,
                dest_addr_npi => 1, registered_delivery => 1, %$message);
        }
    }
}
