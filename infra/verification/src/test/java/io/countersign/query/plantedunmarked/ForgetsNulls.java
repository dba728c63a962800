package io.countersign.query.plantedunmarked;

import org.springframework.beans.factory.annotation.Autowired;

class ForgetsNulls {

    @Autowired
    String injected;
}
