import Foundation
import VigilCore
import VigilHashing
import VigilStore

/// Checks passwords and opens sessions.
struct SignIn: Sendable {
  /// What came of an attempt.
  enum Outcome: Sendable {
    case signedIn(SessionToken, Viewer)
    /// No such user, or another password: which of both is not told.
    case refused
    /// Too many attempts; come back after so many seconds.
    case limited(seconds: Int)
    /// Too many others are being checked.
    case busy
  }

  let users: StationUsers
  let clocks: Clocks
  /// How many seconds a session lasts.
  let lifetime: Double
  let pool: DiskThreads
  /// What passwords are to be stored with.
  let cost: PasswordHash.Parameters
  let queue = PasswordQueue()
  let limits = LockedValue(AttemptLimits())
  /// What is compared for a name that nobody has, so that it takes as long.
  let nobody: PasswordHash

  init(
    users: StationUsers, clocks: Clocks, lifetime: Double, pool: DiskThreads, cost: PasswordHash.Parameters
  ) {
    (self.users, self.clocks, self.lifetime, self.pool, self.cost) = (users, clocks, lifetime, pool, cost)
    nobody = PasswordHash(of: SessionToken().text, cost)
  }

  /// Tries to sign a user in.
  ///
  /// - Parameter former: the session that the browser had, which ends: a token that was put there by somebody else must not become the
  ///   user's.
  func attempt(name: String, password: String, address: String, former: SessionToken?) async throws -> Outcome
  {
    let name = name.lowercased()
    let wait = limits.withLock { limits in
      let wait = limits.wait(name: name, address: address, at: clocks.now())
      if wait <= 0 { limits.begin(name: name, address: address, at: clocks.now()) }
      return wait
    }
    guard wait <= 0 else { return .limited(seconds: Int(wait.rounded(.up))) }
    let user = try await pool.run { [users] in try users.user(name) }
    let stored = user.flatMap { PasswordHash($0.passwordHash) }
    let (nobody, cost, given) = (nobody, cost, Password.normal(password))
    let isRight = await queue.run { (stored ?? nobody).isHash(of: given) && stored != nil }
    guard let isRight else {
      limits.withLock { $0.takeBack(name: name, address: address, at: clocks.now()) }
      return .busy
    }
    guard isRight, let user, let stored else { return .refused }
    limits.withLock { $0.succeed(name: name, address: address, at: clocks.now()) }
    var hash = user.passwordHash
    if stored.parameters != cost, let stronger = await queue.run({ PasswordHash(of: given, cost).text }) {
      let former = hash
      if try await pool.run({ [users] in try users.strengthen(name, from: former, to: stronger) }) {
        hash = stronger
      }
    }
    let (token, date, checked) = (SessionToken(), clocks.date(), hash)
    let expires = date + lifetime
    let isOpen = try await pool.run { [users] in
      if let former { try users.removeSession(former.digest) }
      return try users.addSession(
        of: name, checked: checked, digest: token.digest, at: date, expires: expires)
    }
    guard isOpen else { return .refused }
    return .signedIn(
      token,
      Viewer(name: name, role: user.role, cameras: user.cameras, session: token.digest, expires: expires))
  }
}
