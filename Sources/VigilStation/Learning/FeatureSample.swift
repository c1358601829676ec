package import Foundation
package import VigilStore

/// Chooses snippets as they come: all of them up to a number, beyond it evenly, and in any case the one with the highest score.
///
/// Evenly, for a detector is trained on a recording cut into 32 equal parts; the highest, for events are compared by it.
package struct FeatureSample {
  /// So many are chosen evenly.
  package static let most = 32

  private typealias Entry = (number: Int, snippet: FeatureStretch.Snippet)
  private var even: [Entry] = []
  private var highest: Entry?
  private var count = 0
  private var step = 1

  /// Chooses of none.
  package init() {}

  /// Chooses of some.
  package init(_ snippets: some Sequence<FeatureStretch.Snippet>) {
    for snippet in snippets { add(snippet) }
  }

  /// Takes the next snippet.
  package mutating func add(_ snippet: FeatureStretch.Snippet) {
    let entry = (count, snippet)
    count += 1
    if snippet.score > highest?.snippet.score ?? -.infinity { highest = entry }
    guard entry.0 % step == 0 else { return }
    even.append(entry)
    guard even.count > Self.most else { return }
    step *= 2
    even.removeAll { $0.number % step != 0 }
  }

  /// What was chosen of those that begin before a date.
  package func snippets(before end: Date = .distantFuture) -> [FeatureStretch.Snippet] {
    var all = even
    if let highest, !even.contains(where: { $0.number == highest.number }) { all.append(highest) }
    return all.filter { $0.snippet.start < end }.sorted { $0.number < $1.number }.map(\.snippet)
  }
}
