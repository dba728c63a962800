package io.countersign.command.planted;

import io.countersign.query.planted.PlantedView;

/** Asks the query side. */
public record ReadsAProjection(PlantedView view) {}
