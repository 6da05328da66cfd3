/** What makes a mock. */
export const MOCK_CLASS =
  /(^|\.)(Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock|PropertyMock|create_autospec|mock_open)$/;
