package dev.sallyport.vault.call;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Lets one call under a name run in this process and the others wait for it, so that a hundred repeats at once hold
/// one connection and not a hundred. Between replicas the database decides.
@ApplicationScoped
class SingleFlight {
    private final Vertx vertx;
    private final Map<String, Promise<Void>> running = new ConcurrentHashMap<>();

    SingleFlight(Vertx vertx) {
        this.vertx = vertx;
    }

    <T> Uni<T> one(String name, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            var own = Promise.<Void>promise();
            var other = running.putIfAbsent(name, own);
            return other == null ? run(name, own, work) : onOwnContext(other).chain(() -> one(name, work));
        });
    }

    private <T> Uni<T> run(String name, Promise<Void> own, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> {
            running.remove(name, own);
            own.complete();
        });
    }

    /// The flight ends on the context of the call that made it; whoever waits goes on on its own.
    private Uni<Void> onOwnContext(Promise<Void> other) {
        var context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .emitter(waiting -> other.future().onComplete(_ -> context.runOnContext(_ -> waiting.complete(null))));
    }
}
