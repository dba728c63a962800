package io.countersign.command.commentinvoice;

import io.countersign.contract.discussion.CommentAdded;

/** Say something about an invoice. */
record AddComment(CommentAdded event) {}
