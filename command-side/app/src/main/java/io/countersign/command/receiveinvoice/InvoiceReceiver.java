package io.countersign.command.receiveinvoice;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.command.intake.DocumentReader;
import io.countersign.command.intake.DocumentReading;
import io.countersign.command.intake.KeptDocument;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.ReceiveInvoice;
import io.countersign.command.platform.Signature;
import io.countersign.command.platform.SignedCommands;
import io.countersign.command.platform.SignedCommands.Signed;
import io.countersign.command.platform.SourceDocuments;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Takes documents in, wherever they come from: read, kept byte for byte, and version 0 of a review. */
@Component
public class InvoiceReceiver {

    private final DocumentReader reader = new DocumentReader();
    private final SignedCommands commands;
    private final SourceDocuments documents;

    InvoiceReceiver(SignedCommands commands, SourceDocuments documents) {
        this.commands = commands;
        this.documents = documents;
    }

    /**
     * Receives a document.
     *
     * @param body the document, or an extraction that may carry one
     * @param mediaType as the sender declared it
     * @param fileName the sender's name for it, where one was given
     * @throws RefusedDocument where it is no invoice, too large or of a type that is not read; nothing is stored then
     * @throws DuplicateInvoice where the same bytes were received before
     */
    public DecisionResult receive(byte[] body, String mediaType, @Nullable String fileName, Signature signature) {
        return switch (reader.read(body, mediaType, fileName)) {
            case DocumentReading.Read read -> store(read, body, signature);
            case DocumentReading.InvalidDocument invalid -> throw RefusedDocument.of(invalid);
            case DocumentReading.UnsupportedMediaType unsupported -> throw RefusedDocument.of(unsupported);
            case DocumentReading.TooLarge tooLarge -> throw RefusedDocument.of(tooLarge);
        };
    }

    private DecisionResult store(DocumentReading.Read read, byte[] body, Signature signature) {
        // Time-ordered (RFC 9562, version 7), so that new rows stand together in every index.
        InvoiceId invoiceId = new InvoiceId(UuidCreator.getTimeOrderedEpoch());
        KeptDocument document = read.document();
        InvoiceReceived event = new InvoiceReceived(invoiceId, document.description(), read.terms(), read.confidence());
        Signed command = commands.sign(new ReceiveInvoice(event, document.content()), () -> body, signature);
        // The document is looked up first: where a twin stored it just now, its receipt is there too.
        Optional<InvoiceId> known = documents.invoiceOf(document.description());
        Optional<DecisionResult> replay = command.replay();
        if (replay.isPresent()) {
            return replay.get();
        }
        if (known.isPresent()) {
            throw new DuplicateInvoice(known.get());
        }
        try {
            command.send(String.class);
            return new DecisionResult(invoiceId, 0);
        } catch (DuplicateKeyException lostTheRace) {
            return command.replay()
                    .orElseThrow(() -> documents
                            .invoiceOf(document.description())
                            .<RuntimeException>map(DuplicateInvoice::new)
                            .orElse(lostTheRace));
        }
    }
}
