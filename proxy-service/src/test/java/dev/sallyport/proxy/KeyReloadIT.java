package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the recipient of a key's answers was made of is released; a key that is made ready again asks for it again.
class KeyReloadIT {

    static Installation installation;
    static CustomerDatabase shop;

    @BeforeAll
    static void start() {
        installation = SharedInstallation.get();
        shop = SharedInstallation.newShop();
    }

    @Test
    void a_key_whose_recipient_was_forgotten_goes_on() {
        TestTenant tenant = installation.newTenant();
        TestTenant.TestIntegration integration = tenant.newIntegration(shop.dsn(), "query");
        TestKey key = tenant.newKey();
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");

        for (int i = 0; i < 3; i++) {
            installation.house.apiKeys.forgetAll();

            assertThat(key.query(integration, "SELECT 2").code()).isEqualTo("ok");
        }
    }
}
