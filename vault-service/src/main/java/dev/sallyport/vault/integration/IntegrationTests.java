package dev.sallyport.vault.integration;

import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.credential.CredentialStore;
import dev.sallyport.vault.proxylink.ProxyLink;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Lets a proxy try an integration's credential.
@ApplicationScoped
class IntegrationTests {
    private final Database database;
    private final Integrations integrations;
    private final CredentialStore credentials;
    private final ProxyLink proxy;

    IntegrationTests(Database database, Integrations integrations, CredentialStore credentials, ProxyLink proxy) {
        this.database = database;
        this.integrations = integrations;
        this.credentials = credentials;
        this.proxy = proxy;
    }

    Uni<Committed> run(Call call, Commits commits, String id) {
        return database.read(session -> integrations
                        .require(session, call, id)
                        .chain(row -> credentials.requireUsable(session, call.tenant(), row.credentialId, call.now()))
                        .chain(credential -> credentials.currentVersion(session, credential)))
                .chain(version -> {
                    var record = version.record();
                    if (record == null) {
                        throw new ProblemException(ProblemCode.CREDENTIAL_NOT_USABLE);
                    }
                    return proxy.probe(SealedCredential.parse(record));
                })
                .chain(report -> commits.commit(
                        _ -> Uni.createFrom().item(Answer.ok(report.toJson().put("integration_id", id)))));
    }
}
