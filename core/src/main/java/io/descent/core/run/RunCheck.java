package io.descent.core.run;

import java.util.List;

/**
 * What was found when a run folder was compared with its manifests and checksums.
 *
 * @param findings what is whole
 * @param problems what is damaged, missing or incomplete; empty if nothing is
 */
public record RunCheck(List<String> findings, List<String> problems) {
    /** Copies the lists. */
    public RunCheck {
        findings = List.copyOf(findings);
        problems = List.copyOf(problems);
    }
}
