import GRDB

extension Row {
  /// A value of a row.
  ///
  /// GRDB's subscript traps on a value of another kind, which a damaged file may hold.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws(StoreError) -> Value {
    guard let value: Value = try optional(column) else { throw Self.damage(column) }
    return value
  }

  /// A value of a row that may be missing.
  func optional<Value: DatabaseValueConvertible>(_ column: String) throws(StoreError) -> Value? {
    let stored: DatabaseValue = self[column]
    guard !stored.isNull else { return nil }
    guard let value = Value.fromDatabaseValue(stored) else { throw Self.damage(column) }
    return value
  }

  private static func damage(_ column: String) -> StoreError {
    StoreError(.damaged, "the database has no usable value in \"\(column)\"; restore a backup")
  }
}
