package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/limits.md lists every limit with its value. */
class LimitsDocTest {
    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| ([0-9,]+) \\| `(\\w+)` \\|");

    private static void add(Map<String, String> limits, Class<?> type, String name)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        limits.put(name, String.format(Locale.ROOT, "%,d", ((Number) field.get(null)).longValue()));
    }

    @Test
    void thePageListsEveryLimitWithItsValue() throws IOException, ReflectiveOperationException {
        Map<String, String> limits = new TreeMap<>();
        for (Field field : Arrays.stream(Limits.class.getDeclaredFields())
                .filter(each -> !each.isSynthetic())
                .toList()) {
            add(limits, Limits.class, field.getName());
        }
        add(limits, InvalidInputException.class, "LONGEST_MESSAGE");
        add(limits, InvalidInputException.class, "MOST_LINES");
        add(limits, Class.forName("io.descent.inference.model.internal.ModelFile"), "LONGEST_DESCRIPTION");
        add(limits, Class.forName("io.descent.core.file.internal.CheckedLines"), "LONGEST_LINE");
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/limits.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                listed.put(row.group(2), row.group(1));
            }
        }
        assertThat(listed).isEqualTo(limits);
    }
}
