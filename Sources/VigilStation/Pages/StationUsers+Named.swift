public import VigilStore

extension StationUsers {
  /// The user that is named.
  ///
  /// - Throws: `StoreError`, `missing` for a name that nobody has.
  public func user(named name: String) throws(StoreError) -> StationUser {
    guard let user = try user(name) else {
      throw StoreError(.missing, "there is no user \(name); vigil users list shows those there are")
    }
    return user
  }
}
