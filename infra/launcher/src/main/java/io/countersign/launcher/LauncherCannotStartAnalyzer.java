package io.countersign.launcher;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints {@link LauncherCannotStart} as what is wrong and what to do, without a stack trace. */
class LauncherCannotStartAnalyzer extends AbstractFailureAnalyzer<LauncherCannotStart> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LauncherCannotStart cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
