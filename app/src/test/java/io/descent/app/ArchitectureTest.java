package io.descent.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks dependencies between modules and packages, and forbids some calls. */
@AnalyzeClasses(packages = "io.descent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "io.descent.api..";
    private static final String INFERENCE = "io.descent.inference..";
    private static final String SIMD = "io.descent.simd..";
    private static final String ONNX = "io.descent.onnx..";
    private static final String CORE = "io.descent.core..";
    private static final String APP = "io.descent.app..";
    /** The package whose classes change files. */
    private static final String FILES = "io.descent.inference.file.internal";

    private static final String PROCESSOR = "io.descent.processor..";
    private static final String[] PLUGINS = {
        "io.descent.activations..",
        "io.descent.initializers..",
        "io.descent.optimizers..",
        "io.descent.schedules..",
        "io.descent.regularizers..",
        "io.descent.losses..",
        "io.descent.metrics.."
    };

    /** Methods of Math whose results the Java specification defines exactly. */
    private static final Set<String> EXACT = Set.of(
            "scalb",
            "getExponent",
            "ulp",
            "sqrt",
            "fma",
            "abs",
            "min",
            "max",
            "signum",
            "rint",
            "floor",
            "ceil",
            "round",
            "copySign",
            "nextUp",
            "nextDown",
            "multiplyExact",
            "addExact",
            "toIntExact");

    /**
     * Classes in packages for users that have a public method or constructor with internal types, for Descent's own
     * modules. Programs do not need those: they load models, build trainers and read runs with methods that have public
     * types only.
     */
    private static final Set<String> SHOW_INTERNALS = Set.of(
            // give access to their parts
            "Model",
            "ResolvedExperiment",
            "TrainingData",
            "DataSummary",
            "CalibrationReport",
            // for the module spark, which is not in the normal build
            "TablePieces",
            "ColumnFacts",
            "ShardTrainer",
            "MemberTrainer",
            "TrialRunner",
            // need the plugin registry
            "ExperimentFile",
            "StudySpec",
            "Checkpoint",
            "Tuning",
            "PluginsModule",
            // take an engine
            "Trainer",
            "Trainers",
            "Trainings",
            "Evaluation",
            "Evaluator",
            "EvaluatedModel",
            "Bootstrap",
            "FinalOutputs",
            // take tensors
            "RawExamples",
            "RawData",
            "Examples",
            "Augmenter",
            "Masks",
            "LayerReport");

    @ArchTest
    static final ArchRule apiDependsOnTheJdkAlone = noClasses()
            .that()
            .resideInAPackage(API)
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(API, "java..", "org.jspecify..")));

    /** A program that only predicts needs these two jars and a JSON parser. */
    @ArchTest
    static final ArchRule inferenceDependsOnApiAndJsonAlone = noClasses()
            .that()
            .resideInAPackage(INFERENCE)
            .should()
            .dependOnClassesThat(not(
                    resideInAnyPackage(API, INFERENCE, "java..", "org.jspecify..", "com.fasterxml.jackson.core..")));

    @ArchTest
    static final ArchRule simdDependsOnInferenceAndApiAlone = noClasses()
            .that()
            .resideInAPackage(SIMD)
            .should()
            .dependOnClassesThat(not(
                    resideInAnyPackage(API, INFERENCE, SIMD, "java..", "org.jspecify..", "jdk.incubator.vector..")));

    @ArchTest
    static final ArchRule onnxDependsOnInferenceAlone = noClasses()
            .that()
            .resideInAPackage(ONNX)
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(API, INFERENCE, ONNX, "java..", "org.jspecify..")));

    @ArchTest
    static final ArchRule pluginsDependOnApiAlone = noClasses()
            .that()
            .resideInAnyPackage(PLUGINS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(INFERENCE, CORE, APP));

    @ArchTest
    static final ArchRule nobodyImportsAPlugin = noClasses()
            .that()
            .resideInAnyPackage(API, INFERENCE, CORE, SIMD, APP)
            .should()
            .dependOnClassesThat(resideInAnyPackage(PLUGINS));

    @ArchTest
    static final ArchRule nobodyImportsABackend = noClasses()
            .that()
            .resideInAnyPackage(API, INFERENCE, CORE, APP)
            .should()
            .dependOnClassesThat(resideInAPackage(SIMD));

    @ArchTest
    static final ArchRule coreDoesNotKnowTheCommand =
            noClasses().that().resideInAPackage(CORE).should().dependOnClassesThat(resideInAPackage(APP));

    @ArchTest
    static final ArchRule onlyOnePackageKnowsTheYamlLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("io.descent.core.config.internal")
            .should()
            .dependOnClassesThat(resideInAPackage("org.snakeyaml.."));

    @ArchTest
    static final ArchRule onlyDataAndFilesKnowTheCsvLibrary = noClasses()
            .that()
            .resideOutsideOfPackages("io.descent.core.data", "io.descent.core.file.internal")
            .should()
            .dependOnClassesThat(resideInAPackage("de.siegmar.."));

    /** Packages with this suffix are internal; all others are for users. */
    @ArchTest
    static final ArchRule internalPackagesHaveNoPackagesInThem =
            noClasses().should().resideInAPackage("..internal.*..");

    /** Public methods in packages for users have no internal types, except in {@link #SHOW_INTERNALS}. */
    @ArchTest
    static void usersClassesShowNoInternals(JavaClasses classes) {
        Set<String> found = classes.stream()
                .filter(resideInAnyPackage(INFERENCE, CORE))
                .filter(type -> !isInternal(type) && isPublic(type))
                .filter(type -> type.getCodeUnits().stream().anyMatch(ArchitectureTest::showsInternals))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(found).isEqualTo(SHOW_INTERNALS);
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().endsWith(".internal");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    private static boolean showsInternals(JavaCodeUnit unit) {
        return unit.getModifiers().contains(JavaModifier.PUBLIC)
                && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                && unit.getAllInvolvedRawTypes().stream().anyMatch(type -> isInternal(type.getBaseComponentType()));
    }

    @ArchTest
    static final ArchRule onlyWiringAndTheCommandKnowGuice = noClasses()
            .that()
            .resideOutsideOfPackages("io.descent.core.wiring..", APP)
            .should()
            .dependOnClassesThat(resideInAPackage("com.google.."));

    @ArchTest
    static final ArchRule onlyPicturesKnowHowTheyAreDrawn = noClasses()
            .that()
            .resideOutsideOfPackages("io.descent.app.picture", PROCESSOR)
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.knowm..", "java.awt..", "javax.."));

    /** A stranger's build runs it. */
    @ArchTest
    static final ArchRule theProcessorDependsOnTheJdkAlone = noClasses()
            .that()
            .resideInAPackage(PROCESSOR)
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(PROCESSOR, "java..", "javax..", "org.jspecify..")));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.descent.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule resultsDoNotDependOnTheMathOfTheMachine = noClasses()
            .that()
            .resideInAPackage("io.descent..")
            .and()
            .resideOutsideOfPackage(APP)
            .should()
            .callMethodWhere(
                    new DescribedPredicate<JavaMethodCall>("calls a method of Math that may differ between machines") {
                        @Override
                        public boolean test(JavaMethodCall call) {
                            return call.getTargetOwner().isEquivalentTo(Math.class) && !EXACT.contains(call.getName());
                        }
                    });

    /** All changes of files go through one package, so that tests can let each of them fail. */
    @ArchTest
    static final ArchRule onlyOnePackageChangesFiles = noClasses()
            .that()
            .resideInAPackage("io.descent..")
            .and()
            .resideOutsideOfPackages(FILES, "io.descent.benchmarks..", "io.descent.testkit..")
            .should()
            .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("it can change files") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    return access instanceof JavaCodeUnitAccess<?> unit && canChangeFiles(unit.getTarget());
                }
            })
            .because("all changes of files go through " + FILES);

    private static boolean canChangeFiles(CodeUnitAccessTarget target) {
        String name = target.getName();
        List<String> parameters = target.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .toList();
        String first = parameters.isEmpty() ? "" : parameters.get(0);
        return switch (target.getOwner().getName()) {
            case "java.nio.file.Files" ->
                name.matches("(write|create|delete|set).*|move|newOutputStream|newBufferedWriter|newByteChannel")
                        || (name.equals("copy") && !parameters.contains("OutputStream"));
            case "java.nio.file.spi.FileSystemProvider" ->
                name.matches("(create|delete|set).*|copy|move|newOutputStream|new.*Channel");
            case "java.nio.file.Path" -> name.equals("toFile");
            case "java.nio.channels.FileChannel", "java.nio.channels.AsynchronousFileChannel" -> name.equals("open");
            case "java.io.File" -> name.matches("(create|delete|mkdir|set).*|renameTo");
            case "java.io.RandomAccessFile", "java.io.FileOutputStream", "java.io.FileWriter" ->
                name.equals(JavaConstructor.CONSTRUCTOR_NAME);
            case "java.io.PrintWriter", "java.io.PrintStream", "java.util.Formatter" ->
                name.equals(JavaConstructor.CONSTRUCTOR_NAME) && (first.equals("File") || first.equals("String"));
            case "javax.imageio.ImageIO" -> name.equals("write") && parameters.contains("File");
            default -> false;
        };
    }

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
            .orShould(be(new DescribedPredicate<JavaClass>("called Abstract...") {
                @Override
                public boolean test(JavaClass type) {
                    return type.getSimpleName().startsWith("Abstract");
                }
            }));

    @ArchTest
    static final ArchRule onlyTheCommandPrints = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
