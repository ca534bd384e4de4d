package dev.sallyport.proxy.unseal;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.dsn.DsnHost;
import dev.sallyport.service.dsn.DsnParts;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Resolves a DSN's host once. Every address that the resolver gives must be permitted, and the first is dialled: a
/// name that later
/// resolves to another address changes nothing.
final class TargetResolver {

    /// The system's resolver, or a test's.
    @FunctionalInterface
    interface Names {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    private static final ExecutorService RESOLVERS = new ThreadPoolExecutor(
            4,
            4,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("resolver-", 0).daemon(true).factory());

    private final TargetAddressPolicy addresses;
    private final Names names;

    /// Resolves with the system's resolver, on threads of its own and within a bound: name servers of tenants can
    /// be slow on purpose.
    static TargetResolver system(TargetAddressPolicy addresses, Duration within) {
        return new TargetResolver(addresses, name -> {
            Future<InetAddress[]> found = RESOLVERS.submit(() -> InetAddress.getAllByName(name));
            try {
                return found.get(within.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | InterruptedException | ExecutionException e) {
                found.cancel(true);
                throw new UnknownHostException("not resolved in time");
            }
        });
    }

    TargetResolver(TargetAddressPolicy addresses, Names names) {
        this.addresses = addresses;
        this.names = names;
    }

    /// The address to dial, with the DSN's host as its name for the certificate.
    InetSocketAddress resolve(DsnParts parts) throws UnknownHostException {
        return switch (parts.host()) {
            case DsnHost.Literal literal -> checked(parts, literal.address(), literal.text());
            case DsnHost.Name name -> {
                InetAddress[] found = names.resolve(name.text());
                if (found.length == 0) {
                    throw new UnknownHostException("no address");
                }
                for (InetAddress address : found) {
                    addresses.require(IpAddress.of(address), parts.tls());
                }
                yield checked(parts, IpAddress.of(found[0]), name.text());
            }
        };
    }

    private InetSocketAddress checked(DsnParts parts, IpAddress address, String name) throws UnknownHostException {
        addresses.require(address, parts.tls());
        return new InetSocketAddress(InetAddress.getByAddress(name, address.bytes()), parts.port());
    }
}
