package dev.sallyport.testkit.kms;

import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.principal.PrincipalsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/// The four principals of an installation with fresh access keys, and the policy of a tenant's key.
final class SallyportPrincipals {

    private static final String ACCOUNT = "000000000000";

    private final Map<String, KmsCaller> callers;

    private SallyportPrincipals(Map<String, KmsCaller> callers) {
        this.callers = callers;
    }

    static SallyportPrincipals fresh() {
        return new SallyportPrincipals(
                Stream.of("sallyport-vault", "sallyport-proxy", "sallyport-rewrap", "sallyport-admin")
                        .map(SallyportPrincipals::freshCaller)
                        .collect(Collectors.toUnmodifiableMap(KmsCaller::name, Function.identity())));
    }

    KmsCaller caller(String name) {
        return Objects.requireNonNull(callers.get(name), "no such principal");
    }

    PrincipalDirectory directory() {
        var content = resource("principals.json");
        for (KmsCaller caller : callers.values()) {
            content = content.replace(
                            "@" + caller.name() + ".id@", caller.credentials().accessKeyId())
                    .replace("@" + caller.name() + ".key@", caller.credentials().secretAccessKey());
        }
        return PrincipalsFile.parse(content);
    }

    String tenantKeyPolicy() {
        return resource("tenant-key-policy.json").replace("@account@", ACCOUNT);
    }

    private static KmsCaller freshCaller(String name) {
        var random = new SecureRandom();
        var id = new byte[8];
        var key = new byte[30];
        random.nextBytes(id);
        random.nextBytes(key);
        return new KmsCaller(
                name,
                "arn:aws:iam::" + ACCOUNT + ":user/" + name,
                AwsBasicCredentials.create(
                        "AKIA" + HexFormat.of().withUpperCase().formatHex(id),
                        Base64.getUrlEncoder().encodeToString(key)));
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(SallyportPrincipals.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
