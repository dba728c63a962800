package io.countersign.launcher;

/** The launcher cannot start for a reason that the person who started it can do something about. */
public class LauncherCannotStart extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is in the way, in a sentence
     * @param action what to do about it, in a sentence
     */
    public LauncherCannotStart(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
