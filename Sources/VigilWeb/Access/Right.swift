import VigilStore

/// What somebody has to be allowed for a route to be taken. A route without one cannot be registered.
package enum Right: String, Hashable, Sendable, CaseIterable {
  /// Nothing: anybody who reaches the port.
  case none
  /// To see what the station found.
  case look
  /// To arm, snooze, acknowledge, label and keep.
  case operate
  /// To read metrics: an admin, or a monitoring system with its token.
  case measure

  /// Whether a role has it.
  func isHeld(by role: UserRole) -> Bool {
    switch self {
    case .none, .look: true
    case .operate: role != .viewer
    case .measure: role == .admin
    }
  }
}
