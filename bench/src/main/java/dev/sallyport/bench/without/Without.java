package dev.sallyport.bench.without;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/// A Java agent that leaves one hop out: `audit` takes every record as durable at once and keeps none, `guard` judges
/// the first call and gives its ruling to all later ones. Says so on standard output, where the bench looks for it.
///
/// It uses nothing but the JDK, so that its jar holds this class alone.
public final class Without implements ClassFileTransformer {

    /// What stands in the process' log once the hop is left out.
    public static final String SAID = "event=bench_leaves_out what=";

    private static final ClassDesc FUTURE = ClassDesc.of("io.vertx.core.Future");
    private static final ClassDesc GUARD = ClassDesc.of("dev.sallyport.proxy.guard.StatementGuard");
    private static final String FIRST = "bench$first";
    private static final String JUDGED = "bench$judged";

    private final String what;

    private Without(String what) {
        this.what = what;
    }

    /// Called by the virtual machine before the service's main method.
    public static void premain(String what, Instrumentation instrumentation) {
        if (!what.equals("audit") && !what.equals("guard")) {
            throw new IllegalArgumentException("there is no hop " + what);
        }
        instrumentation.addTransformer(new Without(what));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classfile) {
        if (what.equals("audit") && name.equals("dev/sallyport/service/audit/GroupCommit")) {
            return said(withoutAudit(classfile));
        }
        if (what.equals("guard") && name.equals("dev/sallyport/proxy/guard/StatementGuard")) {
            return said(withoutGuard(classfile));
        }
        return null;
    }

    private byte[] said(byte[] rewritten) {
        System.out.println(SAID + what);
        return rewritten;
    }

    private static byte[] withoutAudit(byte[] classfile) {
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(classfile),
                ClassTransform.transformingMethods(
                        method -> method.methodName().equalsString("submit"), (builder, element) -> {
                            if (element instanceof CodeModel) {
                                builder.withCode(Without::succeeds);
                            } else {
                                builder.with(element);
                            }
                        }));
    }

    private static void succeeds(CodeBuilder code) {
        code.invokestatic(FUTURE, "succeededFuture", MethodTypeDesc.of(FUTURE), true)
                .areturn();
    }

    private static byte[] withoutGuard(byte[] classfile) {
        ClassFile format = ClassFile.of();
        ClassModel model = format.parse(classfile);
        return format.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && isHop(method)) {
                keepAs(builder, method);
                judgeOnce(builder, method);
            } else {
                builder.with(element);
            }
        });
    }

    private static boolean isHop(MethodModel method) {
        return method.methodName().equalsString("judge")
                && method.methodTypeSymbol().returnType().equals(FUTURE);
    }

    /// The method itself, under another name.
    private static void keepAs(ClassBuilder builder, MethodModel method) {
        builder.withMethod(
                JUDGED,
                method.methodTypeSymbol(),
                method.flags().flagsMask(),
                made -> method.code()
                        .ifPresent(code -> made.withCode(copy -> {
                            for (CodeElement each : code) {
                                copy.with(each);
                            }
                        })));
        builder.withField(FIRST, FUTURE, ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE | ClassFile.ACC_PRIVATE);
    }

    /// The first ruling that is there, for everyone; until then the method itself.
    private static void judgeOnce(ClassBuilder builder, MethodModel method) {
        MethodTypeDesc type = method.methodTypeSymbol();
        builder.withMethod(
                "judge",
                type,
                method.flags().flagsMask(),
                made -> made.withCode(code -> {
                    var judge = code.newLabel();
                    code.getstatic(GUARD, FIRST, FUTURE)
                            .ifnull(judge)
                            .getstatic(GUARD, FIRST, FUTURE)
                            .invokeinterface(FUTURE, "result", MethodTypeDesc.of(CD_Object))
                            .ifnull(judge)
                            .getstatic(GUARD, FIRST, FUTURE)
                            .invokeinterface(FUTURE, "result", MethodTypeDesc.of(CD_Object))
                            .invokestatic(FUTURE, "succeededFuture", MethodTypeDesc.of(FUTURE, CD_Object), true)
                            .areturn()
                            .labelBinding(judge)
                            .aload(0)
                            .aload(1)
                            .aload(2)
                            .invokevirtual(GUARD, JUDGED, type)
                            .dup()
                            .putstatic(GUARD, FIRST, FUTURE)
                            .areturn();
                }));
    }
}
