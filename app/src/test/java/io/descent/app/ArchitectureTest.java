package io.descent.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The arrows between modules and packages, and what must not be called. */
@AnalyzeClasses(packages = "io.descent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "io.descent.api..";
    private static final String CORE = "io.descent.core..";
    private static final String APP = "io.descent.app..";
    private static final String[] PLUGINS = {
        "io.descent.activations..",
        "io.descent.initializers..",
        "io.descent.optimizers..",
        "io.descent.schedules..",
        "io.descent.regularizers.."
    };

    /** Exact in every implementation of Java: the specification leaves no choice. */
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

    @ArchTest
    static final ArchRule apiDependsOnTheJdkAlone = noClasses()
            .that()
            .resideInAPackage(API)
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(API, "java..", "org.jspecify..")));

    @ArchTest
    static final ArchRule pluginsDependOnApiAlone =
            noClasses().that().resideInAnyPackage(PLUGINS).should().dependOnClassesThat(resideInAnyPackage(CORE, APP));

    @ArchTest
    static final ArchRule nobodyImportsAPlugin = noClasses()
            .that()
            .resideInAnyPackage(API, CORE, APP)
            .should()
            .dependOnClassesThat(resideInAnyPackage(PLUGINS));

    @ArchTest
    static final ArchRule coreDoesNotKnowTheCommand =
            noClasses().that().resideInAPackage(CORE).should().dependOnClassesThat(resideInAPackage(APP));

    @ArchTest
    static final ArchRule onlyWiringAndTheCommandKnowGuice = noClasses()
            .that()
            .resideOutsideOfPackages("io.descent.core.wiring..", APP)
            .should()
            .dependOnClassesThat(resideInAPackage("com.google.."));

    @ArchTest
    static final ArchRule onlyPicturesKnowHowTheyAreDrawn = noClasses()
            .that()
            .resideOutsideOfPackage("io.descent.app.picture")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.knowm..", "java.awt..", "javax.."));

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
