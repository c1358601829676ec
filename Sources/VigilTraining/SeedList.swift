/// Random seeds as a person writes them: `1,2,3`.
public struct SeedList: Hashable, Sendable, LosslessStringConvertible {
  /// The seeds in their order; at least one, none twice.
  public let seeds: [UInt64]

  /// Reads seeds; nil for anything but different whole numbers with commas between.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    seeds = parts.compactMap { UInt64($0) }
    guard seeds.count == parts.count, Set(seeds).count == seeds.count else { return nil }
  }

  /// As it is written.
  public var description: String { seeds.map(String.init).joined(separator: ",") }
}
