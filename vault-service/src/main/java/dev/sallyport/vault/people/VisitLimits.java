package dev.sallyport.vault.people;

import dev.sallyport.service.caller.Buckets;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Calls.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/// How often somebody who has yet to prove who he is may try. A password can be guessed, so an address or an account
/// with many refused logins waits. A refresh token cannot, so refused ones cost only those who send them.
@ApplicationScoped
class VisitLimits {
    private static final int MAX_TRACKED = 50_000;

    private final Buckets visits;
    private final Buckets logins;
    private final Buckets tokens;

    VisitLimits(PeopleConfig config) {
        visits = Buckets.perMinute(config.visitsPerMinute(), MAX_TRACKED);
        logins = Buckets.perMinute(config.failuresPerMinute(), MAX_TRACKED);
        tokens = Buckets.perMinute(config.failuresPerMinute(), MAX_TRACKED);
    }

    /// Runs a login, unless too many from there or to this account were refused.
    Uni<Answer> login(Visit visit, String account, Supplier<Uni<Answer>> work) {
        var place = visit.remote().network();
        return Uni.createFrom().deferred(() -> {
            visits.take(place)
                    .or(() -> logins.refusal(place))
                    .or(() -> logins.refusal(account + ' ' + place))
                    .ifPresent(VisitLimits::refuse);
            return work.get().onFailure(VisitLimits::isRefusal).invoke(() -> {
                logins.take(place);
                logins.take(account + ' ' + place);
            });
        });
    }

    /// Runs what a refresh token is good for; a refused one counts, and too many of them are told to wait.
    Uni<Answer> withToken(Visit visit, Supplier<Uni<Answer>> work) {
        var place = visit.remote().network();
        return Uni.createFrom().deferred(() -> {
            visits.take(place).ifPresent(VisitLimits::refuse);
            return work.get()
                    .onFailure(VisitLimits::isRefusal)
                    .transform(fault ->
                            tokens.take(place).<Throwable>map(limit -> limit).orElse(fault));
        });
    }

    /// Runs the comparison of a password inside a session. A wrong one counts like a refused login, so a stolen session
    /// is no way to guess.
    <T> Uni<T> guess(Call call, Supplier<Uni<T>> work) {
        var account = call.actor() + ' ' + call.remote().network();
        return Uni.createFrom().deferred(() -> {
            logins.refusal(account).ifPresent(VisitLimits::refuse);
            return work.get().onFailure(ProblemException.class).invoke(() -> logins.take(account));
        });
    }

    private static void refuse(ProblemException limit) {
        throw limit;
    }

    private static boolean isRefusal(Throwable fault) {
        return Optional.of(fault)
                .filter(ProblemException.class::isInstance)
                .map(problem -> ((ProblemException) problem).code())
                .filter(ProblemCode.UNAUTHENTICATED::equals)
                .isPresent();
    }
}
