import { lazy } from 'react';
import { createBrowserRouter, Navigate } from 'react-router';
import { AuditExports } from '@/features/audit-export/AuditExports';
import { AuditSearch } from '@/features/audit-search/AuditSearch';
import { AuditVerification } from '@/features/audit-verification/AuditVerification';
import { AuditRoute } from './AuditRoute';
import { Frame } from './Frame';
import { HistoryRoute } from './HistoryRoute';
import { OperationsRoute } from './OperationsRoute';
import { NoPage, PageError } from './PageError';
import { QueueRoute } from './QueueRoute';
import { ReviewRoute } from './ReviewRoute';

// Who reviews invoices never opens these.
const Operations = lazy(() => import('@/features/operations/Operations'));
const Runbook = lazy(() => import('@/features/operations/Runbook'));

/** Created once signed in: before that, the address is the issuer's answer and not yet the page that was asked for. */
export const createRouter = () =>
  createBrowserRouter([
    {
      element: <Frame />,
      errorElement: <PageError />,
      children: [
        { index: true, element: <Navigate to="/queue" replace /> },
        { path: '/queue', element: <QueueRoute /> },
        { path: '/invoices/:invoiceId', element: <ReviewRoute /> },
        { path: '/invoices/:invoiceId/history', element: <HistoryRoute /> },
        {
          path: '/audit',
          element: <AuditRoute />,
          children: [
            { index: true, element: <Navigate to="/audit/search" replace /> },
            { path: 'search', element: <AuditSearch /> },
            { path: 'exports', element: <AuditExports /> },
            { path: 'verification', element: <AuditVerification /> },
          ],
        },
        {
          path: '/operations',
          element: <OperationsRoute />,
          children: [
            { index: true, element: <Operations /> },
            { path: 'runbook', element: <Runbook /> },
          ],
        },
        { path: '*', element: <NoPage /> },
      ],
    },
  ]);
