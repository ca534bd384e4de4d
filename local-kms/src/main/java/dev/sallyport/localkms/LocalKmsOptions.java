package dev.sallyport.localkms;

import dev.sallyport.localkms.fault.Faults;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.StoreKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;

/// What a server needs.
///
/// @param data the folder of the store; made when it is not there
/// @param address where to listen; port 0 takes a free one
/// @param clock says when signatures expire and keys are destroyed
/// @param faults the switch for faults; a fresh one has none
public record LocalKmsOptions(
        Path data,
        StoreKey storeKey,
        PrincipalDirectory principals,
        InetSocketAddress address,
        Clock clock,
        Faults faults) {}
