package io.countersign.load.peer.jpa;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface Invoices extends JpaRepository<Invoice, UUID> {}
