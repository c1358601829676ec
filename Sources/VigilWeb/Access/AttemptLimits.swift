/// How often somebody may fail to sign in.
///
/// Counted by name and address together, so that nobody can lock a user out from elsewhere; by address, against one machine that tries
/// many names; and by name, generously, against many machines that try one. A name that nobody has is counted like any other.
struct AttemptLimits: Sendable {
  /// Failures that are forgotten one by one, each after `window` / `most` seconds.
  struct Rule: Sendable {
    var most: Double
    var window: Double
  }

  static let pair = Rule(most: 5, window: 300)
  static let address = Rule(most: 20, window: 300)
  static let name = Rule(most: 100, window: 3600)
  /// Beyond so many entries those that have recovered most are forgotten.
  static let mostEntries = 4096

  private enum Key: Hashable { case pair(String, String), address(String), name(String) }
  private struct Entry {
    var level: Double
    var time: Double
  }
  private var entries: [Key: Entry] = [:]

  /// How many seconds to wait before the next attempt; 0 if none.
  func wait(name: String, address: String, at now: Double) -> Double {
    rules(name, address).map { key, rule in
      let level = level(key, rule, now)
      return level + 1 <= rule.most ? 0 : (level + 1 - rule.most) * rule.window / rule.most
    }.max() ?? 0
  }

  /// Counts an attempt before its outcome is known, so that attempts side by side count too.
  mutating func begin(name: String, address: String, at now: Double) {
    for (key, rule) in rules(name, address) {
      entries[key] = Entry(level: level(key, rule, now) + 1, time: now)
    }
    if entries.count > Self.mostEntries { forget(at: now) }
  }

  /// Takes an attempt back that was not made.
  mutating func takeBack(name: String, address: String, at now: Double) {
    for (key, rule) in rules(name, address) {
      entries[key] = Entry(level: max(0, level(key, rule, now) - 1), time: now)
    }
  }

  /// Takes an attempt back that succeeded, and what was counted against this user at this address.
  mutating func succeed(name: String, address: String, at now: Double) {
    takeBack(name: name, address: address, at: now)
    entries[.pair(name, address)] = nil
  }

  /// How many entries are held.
  var count: Int { entries.count }

  private func rules(_ name: String, _ address: String) -> [(Key, Rule)] {
    [(.pair(name, address), Self.pair), (.address(address), Self.address), (.name(name), Self.name)]
  }

  private func level(_ key: Key, _ rule: Rule, _ now: Double) -> Double {
    guard let entry = entries[key] else { return 0 }
    return max(0, entry.level - max(0, now - entry.time) * rule.most / rule.window)
  }

  private mutating func forget(at now: Double) {
    let levels = entries.mapValues { entry in
      entry.level - (now - entry.time) * Self.pair.most / Self.pair.window
    }
    for (key, _) in levels.sorted(by: { $0.value < $1.value }).prefix(Self.mostEntries / 4) {
      entries[key] = nil
    }
  }
}
