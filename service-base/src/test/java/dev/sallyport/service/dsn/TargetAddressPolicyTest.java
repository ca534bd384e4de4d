package dev.sallyport.service.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.address.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressPolicyTest {
    private static final TargetAddressPolicy STRICT = new TargetAddressPolicy(CidrList.none(), CidrList.none());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "169.254.1.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "192.0.2.1",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::10.0.0.1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "100::1"
            })
    void special_addresses_are_denied(String address) {
        assertThat(STRICT.judge(address(address))).isPresent();
        assertThatThrownBy(() -> STRICT.require(address(address), Tls.VERIFY_FULL))
                .isInstanceOf(DsnRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "100.128.0.0",
                "2606:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "::ffff:8.8.8.8"
            })
    void public_addresses_are_permitted(String address) {
        assertThat(STRICT.judge(address(address))).isEmpty();
    }

    @Test
    void the_operator_can_list_a_network_in_either_spelling() {
        var policy = new TargetAddressPolicy(CidrList.of(List.of("10.1.0.0/16", "::1")), CidrList.none());

        assertThat(policy.judge(address("10.1.2.3"))).isEmpty();
        assertThat(policy.judge(address("::ffff:10.1.2.3"))).isEmpty();
        assertThat(policy.judge(address("::1"))).isEmpty();
        assertThat(policy.judge(address("10.2.0.1"))).isPresent();
        assertThat(policy.judge(address("127.0.0.1"))).isPresent();
    }

    @Test
    void a_metadata_address_is_permitted_only_by_its_own_name() {
        var wide = new TargetAddressPolicy(CidrList.of(List.of("0.0.0.0/0")), CidrList.none());
        var exact = new TargetAddressPolicy(CidrList.of(List.of("169.254.169.254/32")), CidrList.none());

        assertThat(wide.judge(address("10.0.0.1"))).isEmpty();
        assertThat(wide.judge(address("169.254.169.254"))).contains("metadata service");
        assertThat(exact.judge(address("169.254.169.254"))).isEmpty();
    }

    @Test
    void plaintext_needs_the_address_in_its_own_list() {
        var policy = new TargetAddressPolicy(
                CidrList.of(List.of("127.0.0.0/8", "10.0.0.0/8")), CidrList.of(List.of("127.0.0.1")));

        policy.require(address("127.0.0.1"), Tls.PLAINTEXT);

        assertThat(policy.plaintextRule()).isEqualTo(PlaintextRule.WHERE_THE_OPERATOR_LISTS);
        assertThat(STRICT.plaintextRule()).isEqualTo(PlaintextRule.NEVER);
        assertThatThrownBy(() -> policy.require(address("10.0.0.1"), Tls.PLAINTEXT))
                .isInstanceOf(DsnRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "db.localhost", "metadata.google.internal", "127.0.0.1", "[::1]"})
    void names_and_literals_that_always_mean_a_special_address_are_refused_at_seal(String host) {
        try (var parts = dsn(host)) {
            assertThatThrownBy(() -> STRICT.requireBeforeResolving(parts)).isInstanceOf(DsnRefused.class);
        }
    }

    @Test
    void a_usual_name_passes_at_seal_and_is_judged_when_it_is_resolved() {
        try (var parts = dsn("db.example.com")) {
            STRICT.requireBeforeResolving(parts);
        }
    }

    private static DsnParts dsn(String host) {
        return DsnParts.parse(("postgresql://u:p@" + host + "/shop").getBytes(StandardCharsets.US_ASCII));
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
