package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One action of the API.
@FunctionalInterface
interface Action {

    /// @throws dev.sallyport.localkms.error.KmsException every refusal
    ObjectNode run(Call call);
}
