package io.countersign.query.planted;

/** Asked by a command. */
public record PlantedView() {}
