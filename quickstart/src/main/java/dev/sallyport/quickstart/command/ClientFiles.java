package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.sdk.SallyportClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Where a command finds its client file: `--client FILE`, or the one of the data folder.
final class ClientFiles {

    /// The data folder where none is named.
    static final Path DEFAULT_DATA = Path.of(".sallyport");

    private ClientFiles() {}

    static Path data(Arguments arguments) {
        return arguments.option("data").map(Path::of).orElse(DEFAULT_DATA);
    }

    static Path path(Arguments arguments) {
        return arguments.option("client").map(Path::of).orElseGet(() -> DataFolder.clientFile(data(arguments)));
    }

    static SallyportClient open(Arguments arguments) throws IOException {
        Path file = path(arguments);
        if (!Files.exists(file)) {
            throw CliFailure.unavailable(
                    "there is no client file " + file + ": run ./sallyport up, or name one with --client");
        }
        try {
            return SallyportClient.fromClientFile(file);
        } catch (NoSuchFileException e) {
            throw CliFailure.unavailable("cannot read " + file);
        } catch (IOException | IllegalArgumentException e) {
            throw CliFailure.unavailable(String.valueOf(e.getMessage()));
        }
    }
}
