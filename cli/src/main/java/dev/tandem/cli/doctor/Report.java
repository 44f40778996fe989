package dev.tandem.cli.doctor;

import dev.tandem.cli.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** All findings, and what follows from them. */
record Report(List<Finding> findings, int workers) {
    Report {
        findings = List.copyOf(findings);
    }

    Verdict verdict() {
        return findings.stream()
                .map(Finding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.OK);
    }

    private long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /** The last line. */
    String summary() {
        String checks = findings.size() == 1 ? "1 check" : findings.size() + " checks";
        return switch (verdict()) {
            case OK -> checks + ": all ok for pools of " + workers(workers);
            case DEGRADED ->
                checks + ": " + count(Verdict.DEGRADED) + " degraded; pools work, with less than they could";
            case BROKEN -> checks + ": " + count(Verdict.BROKEN) + " broken, " + count(Verdict.DEGRADED) + " degraded";
        };
    }

    static String workers(int workers) {
        return workers == 1 ? "1 worker" : workers + " workers";
    }

    /** The lines of a finding. */
    static String text(Finding finding) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%-8s  %-13s  %s%n", finding.verdict().word(), finding.check(), finding.found()));
        if (!finding.effect().isEmpty()) {
            String label = finding.verdict() == Verdict.OK ? "note: " : "means:";
            text.append(String.format(Locale.ROOT, "%-25s%s %s%n", "", label, finding.effect()));
        }
        String label = "mend: ";
        for (String remedy : finding.remedy()) {
            text.append(String.format(Locale.ROOT, "%-25s%s %s%n", "", label, remedy));
            label = "  or: ";
        }
        return text.toString();
    }

    /** All as one object, for programs. */
    String json() {
        StringBuilder json = new StringBuilder("{\"verdict\":");
        Json.writeText(json, verdict().word());
        json.append(",\"workers\":").append(workers).append(",\"checks\":[");
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            json.append(i == 0 ? "\n" : ",\n").append("{\"name\":");
            Json.writeText(json, finding.check());
            json.append(",\"verdict\":");
            Json.writeText(json, finding.verdict().word());
            json.append(",\"found\":");
            Json.writeText(json, finding.found());
            json.append(",\"effect\":");
            Json.writeText(json, finding.effect());
            json.append(",\"remedy\":[");
            for (int j = 0; j < finding.remedy().size(); j++) {
                json.append(j == 0 ? "" : ",");
                Json.writeText(json, finding.remedy().get(j));
            }
            json.append("]}");
        }
        return json.append("]}").toString();
    }
}
