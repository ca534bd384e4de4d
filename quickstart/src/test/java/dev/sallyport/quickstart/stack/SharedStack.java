package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.files.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives every test class that asks for it the same running stack, which ends with the last of them.
final class SharedStack implements ParameterResolver {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(SharedStack.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningStack.class;
    }

    @Override
    public RunningStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(OURS).computeIfAbsent(Held.class, key -> Held.start(), Held.class).stack;
    }

    private record Held(RunningStack stack, Path folder) implements AutoCloseable {

        static Held start() {
            try {
                Path folder = Files.createTempDirectory("sallyport-tests-");
                return new Held(RunningStack.in(folder.resolve("data")), folder);
            } catch (Exception e) {
                throw new IllegalStateException("no stack", e);
            }
        }

        @Override
        public void close() throws Exception {
            stack.close();
            DataFolder.delete(folder);
        }
    }
}
