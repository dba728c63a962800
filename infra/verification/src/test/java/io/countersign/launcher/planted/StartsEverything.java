package io.countersign.launcher.planted;

/** Known to what it starts. */
public record StartsEverything() {}
