package dev.tandem.internal.choosing;

import dev.tandem.ChooserOptions;
import dev.tandem.Recommendation;
import dev.tandem.Recommendation.Executor;
import dev.tandem.TaskFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Tries work here and there, in the order that is safe, and lets {@link Verdict} judge. */
public final class Chooser {
    /** More elements tell no more, and may be endless. */
    private static final int MOST_ELEMENTS = 1_000;

    private Chooser() {}

    /** Runs a sample of the work and says what to use. */
    public static <A, R> Recommendation recommend(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> sample, ChooserOptions options)
            throws InterruptedException {
        List<A> elements = first(sample);
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("sample must not be empty");
        }
        TimeBudget budget = new TimeBudget(options.timeLimit());
        Findings findings = new Findings(elements.size());
        findings.argumentBytes = PayloadSize.of(elements.get(0));
        List<A> harmless = new FirstLook<A, R>(function, options, budget, findings).harmless(elements);
        Verdict verdict = new Verdict(findings, options);
        boolean isHarmful = findings.crashes + findings.hangs > 0;
        if (!harmless.isEmpty() && !isHarmful) {
            Trials<A, R> trials = new Trials<>(function, harmless, options, budget, findings);
            if (!options.isIsolated()) {
                inThreads(trials, verdict, options);
            }
            inProcesses(trials, findings, options);
        }
        return verdict.recommendation();
    }

    private static <A> List<A> first(Iterable<? extends A> sample) {
        List<A> elements = new ArrayList<>();
        Iterator<? extends A> each = sample.iterator();
        while (elements.size() < MOST_ELEMENTS && each.hasNext()) {
            elements.add(each.next());
        }
        return elements;
    }

    private static void inThreads(Trials<?, ?> trials, Verdict verdict, ChooserOptions options)
            throws InterruptedException {
        trials.alone();
        if (verdict.waits()) {
            int many = verdict.manyWorkers();
            trials.threads(Executor.THREADS, options.workers());
            trials.threads(Executor.THREADS, many);
            if (Runtime.version().feature() >= 21) {
                trials.threads(Executor.VIRTUAL_THREADS, many);
            }
        } else if (options.workers() > 1) {
            trials.threads(Executor.THREADS, options.workers());
        }
    }

    private static void inProcesses(Trials<?, ?> trials, Findings findings, ChooserOptions options)
            throws InterruptedException {
        if (findings.travels) {
            if (options.isIsolated() && options.workers() > 1) {
                trials.processes(1);
            }
            trials.processes(options.workers());
        }
    }
}
