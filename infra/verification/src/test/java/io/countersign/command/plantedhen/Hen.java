package io.countersign.command.plantedhen;

import io.countersign.command.plantedegg.Egg;

/** Comes from an egg. */
public record Hen(Egg egg) {}
