package io.descent.processor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;

/**
 * Writes the doc comment of every public record that implements {@code io.descent.api.Plugin} as plain text into the
 * resource {@code META-INF/descent/docs/CLASS.txt}, where CLASS is its binary name. Each class has a resource of its
 * own, so that a compiler that compiles only changed sources leaves the other resources as they are.
 *
 * <p>The resource is UTF-8 with the line separator LF. First come the paragraphs of the class comment, each in one
 * line, separated by empty lines; then one line for each record component that the comment describes: the tag, its name
 * and the text. List items begin with {@code "- "} or a number, and preformatted lines with a tab.
 */
@SupportedAnnotationTypes("*") // plugins need no annotation
public final class DocumentationProcessor extends AbstractProcessor {
    private static final String PLUGIN = "io.descent.api.Plugin";
    private static final String FOLDER = "META-INF/descent/docs/";

    /** The compiler creates the processor. */
    public DocumentationProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        TypeElement plugin = processingEnv.getElementUtils().getTypeElement(PLUGIN);
        if (plugin != null) {
            documentAll(ElementFilter.typesIn(round.getRootElements()), plugin.asType());
        }
        return false; // other processors see the same annotations
    }

    private void documentAll(Collection<TypeElement> types, TypeMirror plugin) {
        for (TypeElement type : types) {
            if (type.getKind() == ElementKind.RECORD
                    && type.getModifiers().contains(Modifier.PUBLIC)
                    && processingEnv.getTypeUtils().isSubtype(type.asType(), plugin)) {
                document(type);
            }
            documentAll(ElementFilter.typesIn(type.getEnclosedElements()), plugin);
        }
    }

    private void document(TypeElement type) {
        String comment = processingEnv.getElementUtils().getDocComment(type);
        String text = comment == null
                ? ""
                : DocComment.toPlainText(
                        comment,
                        type.getRecordComponents().stream()
                                .map(Element::getSimpleName)
                                .map(Object::toString)
                                .toList());
        if (!text.isEmpty()) {
            write(FOLDER + processingEnv.getElementUtils().getBinaryName(type) + ".txt", text, type);
        }
    }

    private void write(String name, String text, TypeElement type) {
        try {
            FileObject file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", name, type);
            try (OutputStream out = file.openOutputStream()) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            processingEnv
                    .getMessager()
                    .printMessage(
                            Diagnostic.Kind.ERROR,
                            "the doc comment of this plugin cannot be written to %s: %s".formatted(name, e),
                            type);
        }
    }
}
