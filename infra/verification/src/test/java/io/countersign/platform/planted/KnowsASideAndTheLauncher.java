package io.countersign.platform.planted;

import io.countersign.launcher.planted.StartsEverything;
import io.countersign.query.planted.PlantedView;

record KnowsASideAndTheLauncher(StartsEverything launcher, PlantedView view) {}
