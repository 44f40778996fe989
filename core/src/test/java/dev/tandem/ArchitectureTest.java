package dev.tandem;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house stays as it was drawn: who may know whom, and what users can see. */
class ArchitectureTest {
    private static final String API = "dev.tandem";
    private static final String SPI = "dev.tandem.spi";
    private static final String TASK = "dev.tandem.internal.task";
    private static final String MAPPING = "dev.tandem.internal.mapping";
    private static final String PIPELINE = "dev.tandem.internal.pipeline";
    private static final String THREAD = "dev.tandem.internal.thread";
    private static final String FLEET = "dev.tandem.internal.fleet";
    private static final String WIRE = "dev.tandem.internal.wire";
    private static final String CODEC = "dev.tandem.internal.codec";
    private static final String WORKER = "dev.tandem.internal.worker";
    private static final String PROGRESS = "dev.tandem.internal.progress";
    private static final String CHOOSING = "dev.tandem.internal.choosing";
    private static final String PLATFORM = "dev.tandem.internal.platform";
    private static final String FLIGHT = "dev.tandem.internal.flight";

    /** Every type that users can see, by its simple name. A new one needs a reason to be here. */
    private static final Set<String> PUBLIC_TYPES = Set.of(
            // pools and what they give back
            "PoolExecutor",
            "ThreadPoolExecutor",
            "ProcessPoolExecutor",
            "ForwardingPool", // else what var makes of an expression that gives either pool could not be used
            "TaskFuture",
            "TaskStatus",
            "WorkerId",
            "MapResults",
            "Shared",
            "Futures",
            "AwaitResult",
            "ReturnWhen",
            "TaskScope",
            "Pipeline",
            "PipelineResults",
            // what is submitted
            "TaskCallable",
            "TaskRunnable",
            "TaskFunction",
            "TaskBiFunction",
            "WorkerContext",
            // options
            "ThreadPoolOptions",
            "ProcessPoolOptions",
            "WorkerOptions",
            "WorkerOutput",
            "WorkerLogs", // what becomes of log records, as WorkerOutput for what is printed
            "WorkerRecording",
            "WorkerDebug",
            "TaskOptions",
            "MapOptions",
            "RetryPolicy",
            "RateLimit",
            "StageOptions",
            "QueuePolicy",
            "ClosePolicy",
            // insight
            "PoolStats",
            "WorkerStats",
            "PoolListener",
            "WorkerExit",
            "PipelineStats",
            "StageStats",
            "StageFailure",
            "Progress",
            "ProgressOptions",
            "ProgressSnapshot",
            "Insights",
            // help to choose
            "Tandem",
            "ChooserOptions",
            "Recommendation",
            // failures
            "TandemException",
            "BrokenPoolException",
            "ContextCarrierException",
            "RemoteTaskException",
            "StageFailedException",
            "StillRunningException",
            "TaskSerializationException",
            "TaskTimeoutException",
            "WaitInterruptedException",
            "WaitTimeoutException",
            "WorkerCrashedException",
            "WorkerTraceException");

    /** What users can plug in, likewise. */
    private static final Set<String> SPI_TYPES = Set.of("ContextCarrier", "ContextCarriers");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tandem");

    @Test
    void publicTypes_areTheAllowedOnes() {
        assertThat(publicTypesOf(API)).isEqualTo(PUBLIC_TYPES);
        assertThat(publicTypesOf(SPI)).isEqualTo(SPI_TYPES);
    }

    private static Set<String> publicTypesOf(String room) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(room))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }

    @Test
    void spi_knowsOnlyTheApi() {
        onlyKnows(SPI, API);
    }

    @Test
    void codec_knowsOnlyTheApi() {
        onlyKnows(CODEC, API, SPI);
    }

    @Test
    void wire_knowsOnlyTheApi() {
        onlyKnows(WIRE, API);
    }

    @Test
    void platform_knowsOnlyTheApi() {
        onlyKnows(PLATFORM, API);
    }

    @Test
    void flight_aloneKnowsFlightRecorder() {
        onlyKnows(FLIGHT, API, "jdk.jfr");
    }

    @Test
    void progress_knowsOnlyTheApi() {
        onlyKnows(PROGRESS, API);
    }

    @Test
    void choosing_knowsOnlyTheApi() {
        onlyKnows(CHOOSING, API);
    }

    @Test
    void worker_knowsNothingOfTheParent() {
        onlyKnows(WORKER, API, WIRE, CODEC, PLATFORM, FLIGHT);
    }

    @Test
    void task_knowsNoBackend() {
        onlyKnows(TASK, API, CODEC, PLATFORM, MAPPING, FLIGHT);
    }

    @Test
    void mapping_knowsNoBackend() {
        onlyKnows(MAPPING, API, CODEC, TASK);
    }

    /** Stages submit by the pools' own way in, and share the chunks of map. */
    @Test
    void pipeline_knowsNoBackend() {
        onlyKnows(PIPELINE, API, TASK, MAPPING, CODEC);
    }

    @Test
    void threadBackend_knowsNothingOfProcesses() {
        onlyKnows(THREAD, API, TASK, CODEC, PLATFORM, FLIGHT);
    }

    @Test
    void fleet_namesTheWorkerOnlyToStartIt() {
        onlyKnows(FLEET, API, TASK, WIRE, CODEC, PLATFORM, WORKER, FLIGHT);
        noClasses()
                .that(resideInAPackage(FLEET))
                .and()
                .doNotHaveSimpleName("LaunchCommand")
                .should()
                .dependOnClassesThat(resideInAPackage(WORKER))
                .check(CLASSES);
    }

    @Test
    void worker_knowsFewTypesOfTheApi() {
        Set<String> known = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(WORKER))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(type -> type.getPackageName().equals(API))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(known).isSubsetOf("WorkerContext", "TaskRunnable", "TandemException", "TaskSerializationException");
    }

    @Test
    void nothingUsesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("sun.misc.Unsafe")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("jdk.internal..")
                .check(CLASSES);
    }

    private static void onlyKnows(String room, String... others) {
        String[] known = new String[others.length + 2];
        known[0] = room;
        known[1] = "java..";
        System.arraycopy(others, 0, known, 2, others.length);
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known)
                        .or(resideInAnyPackage("jdk.net", "org.jspecify.."))
                        .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName("int[]"))
                        .or(new com.tngtech.archunit.base.DescribedPredicate<>("arrays and primitives") {
                            @Override
                            public boolean test(JavaClass type) {
                                return type.isPrimitive()
                                        || (type.isArray()
                                                && (type.getBaseComponentType().isPrimitive()
                                                        || resideInAnyPackage(known)
                                                                .test(type.getBaseComponentType())));
                            }
                        }))
                .check(CLASSES);
    }
}
