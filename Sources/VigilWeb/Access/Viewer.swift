import Foundation
import VigilStore

/// Who asks, and which cameras exist for them. Everything that is loaded is loaded for a viewer.
struct Viewer: Hashable, Sendable {
  /// The user's name; `local` where no password is needed.
  var name: String
  /// What the user may do.
  var role: UserRole
  /// The only cameras that exist for the user; nil for all.
  var cameras: Set<String>?
  /// The digest of the session's token; nil without a session.
  var session: String?
  /// When the session ends by itself.
  var expires: Date?

  /// Whoever can reach a port that needs no password.
  static let local = Viewer(name: "local", role: .admin)

  init(
    name: String, role: UserRole, cameras: Set<String>? = nil, session: String? = nil, expires: Date? = nil
  ) {
    (self.name, self.role, self.session, self.expires) = (name, role, session, expires)
    self.cameras = role == .admin ? nil : cameras
  }

  init(_ session: StationSession) {
    self.init(
      name: session.user.name, role: session.user.role, cameras: session.user.cameras,
      session: session.digest,
      expires: session.expires)
  }

  /// Whether a camera exists for the viewer.
  func sees(_ camera: String) -> Bool { cameras?.contains(camera) ?? true }

  /// Whether what concerns the station as a whole may be known.
  var seesStation: Bool { cameras == nil }
}
