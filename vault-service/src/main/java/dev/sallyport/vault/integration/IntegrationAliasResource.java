package dev.sallyport.vault.integration;

import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.call.Database;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// The same calls under their other name.
@Path("/api/v2/proxy/integrations")
@Produces(MediaType.APPLICATION_JSON)
public class IntegrationAliasResource extends IntegrationResource {

    IntegrationAliasResource(Calls calls, Database database, Integrations integrations, IntegrationTests tests) {
        super(calls, database, integrations, tests);
    }
}
