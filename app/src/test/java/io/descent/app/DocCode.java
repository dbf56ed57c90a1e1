package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Code in documents, below a comment such as {@code <!-- run by ReadmeTest -->}. */
final class DocCode {
    private static final Pattern TYPE = Pattern.compile("(?:record|class) (\\w+)");

    private DocCode() {}

    /** All code blocks of a language below a mark; at least one. */
    static List<String> blocks(String document, String mark, String language) throws IOException {
        List<String> blocks = Pattern.compile("<!-- " + mark + " -->\n```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLES.resolveSibling(document)))
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    /** Compiles sources, each with one type, into a folder. */
    static void compile(Path folder, List<String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-cp", System.getProperty("java.class.path"), "-proc:none", "-d", folder.toString()));
        for (String source : sources) {
            Matcher type = TYPE.matcher(source);
            assertThat(type.find()).isTrue();
            Path sub = Files.createDirectories(folder.resolve("source" + arguments.size()));
            arguments.add(Files.writeString(sub.resolve(type.group(1) + ".java"), source)
                    .toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }
}
