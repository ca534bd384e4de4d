package dev.sallyport.quickstart.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What `initdb` makes, made once beside the programs and copied for each new cluster, which takes a third of the time.
/// Its superuser has no password, so nobody logs in before a copy has got one of its own.
///
/// @param programs that made it and run its copies
/// @param folder of the template, never started itself
record TemplateCluster(PostgresBinaries programs, Path folder) {

    private static final byte[] NOTHING = {};

    /// Makes the template unless an earlier start did so to the end.
    static TemplateCluster ensure(PostgresBinaries programs) throws IOException, InterruptedException {
        var template = new TemplateCluster(
                programs,
                programs.home().resolveSibling("template-" + programs.home().getFileName()));
        if (!Files.isDirectory(template.folder())) {
            template.make();
        }
        return template;
    }

    private void make() throws IOException, InterruptedException {
        Path partial = Files.createTempDirectory(folder.getParent(), "initializing-");
        try {
            var initdb = new ArrayList<>(programs.command("initdb"));
            initdb.addAll(List.of(
                    "-D",
                    partial.toString(),
                    "-U",
                    Cluster.SUPERUSER,
                    "-A",
                    "reject",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-instructions"));
            run(initdb, NOTHING);
            PostgresBinaries.publish(partial, folder);
        } finally {
            DataFolder.delete(partial);
        }
    }

    /// Copies it into a folder that is not there yet. Nothing of the copy is on the disk for certain before [#flush].
    void copy(Path data) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, data.resolve(folder.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /// Gives the superuser of a copy a password, before anything listens.
    ///
    /// @param password of letters, digits, `-` and `_`
    void giveSuperuser(Secret password, Path data) throws IOException, InterruptedException {
        var single = new ArrayList<>(programs.command("postgres"));
        single.addAll(List.of(
                "--single",
                "-D",
                data.toString(),
                "-c",
                "password_encryption=scram-sha-256",
                "-c",
                "log_min_error_statement=panic",
                "-c",
                "exit_on_error=true",
                "postgres"));
        byte[] statement = password.reveal(TemplateCluster::statement);
        try {
            run(single, statement);
        } finally {
            Arrays.fill(statement, (byte) 0);
        }
    }

    private static byte[] statement(byte[] word) {
        byte[] before = ("ALTER ROLE " + Cluster.SUPERUSER + " PASSWORD '").getBytes(US_ASCII);
        byte[] after = "'\n".getBytes(US_ASCII);
        return ByteBuffer.allocate(before.length + word.length + after.length)
                .put(before)
                .put(word)
                .put(after)
                .array();
    }

    /// Writes every file of a copy to the disk.
    void flush(Path data) throws IOException, InterruptedException {
        var flush = new ArrayList<>(programs.command("initdb"));
        flush.addAll(List.of("--sync-only", "-D", data.toString()));
        run(flush, NOTHING);
    }

    private static void run(List<String> command, byte[] input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw CliFailure.failed("making a database cluster failed:\n" + said.strip());
        }
    }
}
