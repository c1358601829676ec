import VigilCore
import VigilEvaluation

/// The hold-out split: which videos choose a checkpoint; a function of names, share and seed alone.
///
/// The split is stratified: normal and abnormal and, if names tell it (`Abuse028_x264`), each class of anomaly.
/// Within a class a run of neighbours in the list is held out, since neighbours often come from the same source, and a
/// video whose other half was trained on says nothing about new ones.
public struct ValidationSplit: Hashable, Sendable {
  /// The fraction that is held out, between 0 and 1.
  public var share: Double
  /// Random seed.
  public var seed: UInt64

  /// Describes a split.
  ///
  /// - Precondition: the fraction lies between 0 and 1.
  public init(share: Double, seed: UInt64) {
    precondition(share > 0 && share < 1, "share must lie between 0 and 1")
    self.share = share
    self.seed = seed
  }

  /// The indices of the held-out videos of one kind: at least one, and never all.
  ///
  /// - Precondition: there are at least two names.
  func heldOut(of names: [String]) -> Set<Int> {
    precondition(names.count >= 2, "holding out needs at least two videos")
    let wanted = min(max(1, Int((Double(names.count) * share).rounded())), names.count - 1)
    let classes = Dictionary(grouping: names.indices) { TrackAlignment.category(of: names[$0]) ?? "" }
      .sorted { $0.key < $1.key }
    // Whole videos by the largest remainders, so that they add up.
    let quotas = classes.map { Double(wanted * $0.value.count) / Double(names.count) }
    var counts = quotas.map { Int($0) }
    let byRemainder = quotas.indices.sorted {
      (quotas[$1] - Double(counts[$1]), $0) < (quotas[$0] - Double(counts[$0]), $1)
    }
    for place in byRemainder.prefix(wanted - counts.reduce(0, +)) { counts[place] += 1 }
    var held: Set<Int> = []
    for (own, count) in zip(classes, counts) where count > 0 {
      var random = SplitMix64(seed: seed ^ DeterministicValues.fnv1a64("validation \(own.key)"))
      let start = random.index(below: own.value.count - count + 1)
      held.formUnion(own.value[start..<start + count])
    }
    return held
  }
}
