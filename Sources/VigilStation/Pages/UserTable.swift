public import Foundation
import VigilCore
public import VigilStore

/// Users as a table for a terminal.
public struct UserTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// What a user may do: `viewer of door, yard`.
  public static func rights(_ role: UserRole, _ cameras: Set<String>?) -> String {
    "\(role.rawValue) of \(names(cameras))"
  }

  /// A heading and a line for each user, or one line that says that there is none.
  public func lines(_ users: [StationUser]) -> [String] {
    guard !users.isEmpty else { return ["no users yet"] }
    let rows = users.map { user in
      [
        user.name, user.role.rawValue, Self.names(user.cameras), EventText.time(user.created, calendar),
        EventText.time(user.passwordChanged, calendar),
      ]
    }
    return TextTable.lines([["user", "role", "cameras", "added", "password since"]] + rows)
  }

  private static func names(_ cameras: Set<String>?) -> String {
    cameras.map { $0.sorted().joined(separator: ", ") } ?? "all cameras"
  }
}
