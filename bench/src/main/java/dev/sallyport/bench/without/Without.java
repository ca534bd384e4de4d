package dev.sallyport.bench.without;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/// A Java agent that leaves one hop out while a file exists: `audit` takes every record as durable at once and keeps
/// none, `guard` judges the first call and gives its ruling to all later ones. Both ways run in one process, so they
/// differ in nothing else: two processes would differ in what their compilers happened to do. Says on standard output
/// what it has done, where the bench looks for it.
///
/// It uses nothing but the JDK, so that its jar holds this class alone.
public final class Without implements ClassFileTransformer {

    /// What stands in the process' log once the hop can be left out.
    public static final String SAID = "event=bench_can_leave_out what=";

    /// What stands there, with `true` or `false`, each time that the file was made or deleted.
    public static final String TURNED = "event=bench_leaves_out now=";

    /// What stands there, with the cause, once no turn can be taken any more.
    public static final String FAILED = "event=bench_switch_failed cause=";

    private static final ClassDesc FUTURE = ClassDesc.of("io.vertx.core.Future");
    private static final String AUDIT = "dev.sallyport.service.audit.GroupCommit";
    private static final String GUARD = "dev.sallyport.proxy.guard.StatementGuard";
    private static final String LEFT = "bench$left";
    private static final String FIRST = "bench$first";
    private static final String KEPT = "bench$kept";
    private static final long LOOK_MILLIS = 20;

    private final String rewritten;
    private final String method;

    private Without(String rewritten, String method) {
        this.rewritten = rewritten;
        this.method = method;
    }

    /// Called by the virtual machine before the service's main method.
    ///
    /// @param what `audit` or `guard`, a colon, the path of the file
    public static void premain(String what, Instrumentation instrumentation) {
        String hop = what.substring(0, what.indexOf(':'));
        var agent = switch (hop) {
            case "audit" -> new Without(AUDIT, "submit");
            case "guard" -> new Without(GUARD, "judge");
            default -> throw new IllegalArgumentException("there is no hop " + hop);
        };
        instrumentation.addTransformer(agent);
        var file = Path.of(what.substring(hop.length() + 1));
        Thread.ofPlatform().daemon().name("bench-switch").start(() -> agent.follow(file, instrumentation));
    }

    private void follow(Path file, Instrumentation instrumentation) {
        boolean now = false;
        try {
            while (true) {
                if (Files.exists(file) != now) {
                    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
                        if (loaded.getName().equals(rewritten)) {
                            Field left = loaded.getDeclaredField(LEFT);
                            left.setAccessible(true);
                            left.setBoolean(null, !now);
                            System.out.println(TURNED + !now);
                        }
                    }
                    now = !now;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (ReflectiveOperationException | RuntimeException | InterruptedException e) {
            System.out.println(FAILED + e);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classfile) {
        return name.replace('/', '.').equals(rewritten) ? said(switched(classfile)) : null;
    }

    private byte[] said(byte[] bytes) {
        System.out.println(SAID + rewritten);
        return bytes;
    }

    private byte[] switched(byte[] classfile) {
        ClassFile format = ClassFile.of();
        ClassModel model = format.parse(classfile);
        return format.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel found && isHop(found)) {
                keep(builder, found);
                choose(builder, model.thisClass().asSymbol(), found);
            } else {
                builder.with(element);
            }
        });
    }

    private boolean isHop(MethodModel found) {
        return found.methodName().equalsString(method)
                && found.methodTypeSymbol().returnType().equals(FUTURE);
    }

    /// The method itself, under another name, and the fields of the switch.
    private static void keep(ClassBuilder builder, MethodModel found) {
        builder.withMethod(
                KEPT,
                found.methodTypeSymbol(),
                found.flags().flagsMask(),
                made -> found.code().ifPresent(code -> made.withCode(copy -> code.forEach(copy::with))));
        builder.withField(FIRST, FUTURE, ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE | ClassFile.ACC_PRIVATE);
        builder.withField(LEFT, CD_boolean, ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE | ClassFile.ACC_PUBLIC);
    }

    /// The kept method; while the hop is left out, the answer without it where there is one.
    private void choose(ClassBuilder builder, ClassDesc owner, MethodModel found) {
        MethodTypeDesc type = found.methodTypeSymbol();
        builder.withMethod(
                method,
                type,
                found.flags().flagsMask(),
                made -> made.withCode(code -> {
                    var really = code.newLabel();
                    code.getstatic(owner, LEFT, CD_boolean).ifeq(really);
                    if (rewritten.equals(AUDIT)) {
                        code.invokestatic(FUTURE, "succeededFuture", MethodTypeDesc.of(FUTURE), true)
                                .areturn();
                    } else {
                        first(code, owner, really);
                    }
                    code.labelBinding(really).aload(0);
                    for (int i = 0; i < type.parameterCount(); i++) {
                        code.aload(i + 1);
                    }
                    code.invokevirtual(owner, KEPT, type)
                            .dup()
                            .putstatic(owner, FIRST, FUTURE)
                            .areturn();
                }));
    }

    /// The ruling that was made last, for everyone.
    private static void first(CodeBuilder code, ClassDesc owner, Label really) {
        code.getstatic(owner, FIRST, FUTURE)
                .ifnull(really)
                .getstatic(owner, FIRST, FUTURE)
                .invokeinterface(FUTURE, "result", MethodTypeDesc.of(CD_Object))
                .ifnull(really)
                .getstatic(owner, FIRST, FUTURE)
                .invokeinterface(FUTURE, "result", MethodTypeDesc.of(CD_Object))
                .invokestatic(FUTURE, "succeededFuture", MethodTypeDesc.of(FUTURE, CD_Object), true)
                .areturn();
    }
}
