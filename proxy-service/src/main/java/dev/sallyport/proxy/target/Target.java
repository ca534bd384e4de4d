package dev.sallyport.proxy.target;

import dev.sallyport.proxy.wire.Endpoint;
import dev.sallyport.proxy.wire.Login;

/// An opened credential: where to dial, checked, and who logs in. Whoever holds it closes it, which zeroes the
/// password.
public record Target(Endpoint endpoint, Login login) implements AutoCloseable {

    @Override
    public void close() {
        login.password().close();
    }
}
