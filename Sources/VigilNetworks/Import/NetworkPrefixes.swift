import VigilCore

/// The prefixes below which a checkpoint has the names of networks, found by one tensor that each network has.
///
/// Wrappers add them: `_orig_mod.` (torch.compile), `module.` (data-parallel training), `model.`, `net.` and others by the classes of
/// training programs, one within the other. Mostly there is one, and mostly it is empty.
struct NetworkPrefixes {
  /// One for each network; a single empty one if no known network is there.
  let all: [String]
  /// Those of copies that are left out.
  private let unused: [String]

  /// A tensor of each network and naming scheme, whose name ends that of no other tensor.
  private static let landmarks: [(role: Architecture.Role, name: String)] = [
    (.detector, RTFM.firstWeight), (.extractor, "layer1.0.conv1.weight"), (.extractor, "res2_0_branch2a_w"),
    (.extractor, "s2.pathway0_res0.branch2.a.weight"),
  ]

  /// Copies of a network that training keeps beside it.
  private static let copies: Set<String> = [
    "ema", "model_ema", "ema_model", "ema_network", "teacher", "shadow",
  ]

  /// Looks for networks among the names of a checkpoint.
  ///
  /// - Throws: `unknownArchitecture` if two networks have the same role, and neither is a moving average of the other.
  init(_ names: [String]) throws(NetworksError) {
    var (prefixes, unused) = ([String](), [String]())
    for role in Architecture.Role.allCases {
      let found = names.compactMap { Self.prefix(of: $0, role) }
      let originals = found.filter { prefix in
        !prefix.split(separator: ".").contains { Self.copies.contains(String($0)) }
      }
      let usable = originals.isEmpty ? found : originals
      guard usable.count <= 1 else {
        throw NetworksError(
          .unknownArchitecture,
          "the checkpoint holds \(usable.count) networks of the role \(role.rawValue), below "
            + "\(usable.map { $0.isEmpty ? "no prefix" : $0 }.joined(separator: ", ")); save the one that is meant"
        )
      }
      prefixes += usable
      unused += found.filter { !usable.contains($0) }
    }
    all = prefixes.isEmpty ? [""] : prefixes
    self.unused = unused
  }

  /// The prefix of the network that a tensor belongs to: the longest that its name has; nil if it has none, or that of a copy.
  func owner(of name: String) -> String? {
    let longest = (all + unused).filter { name.hasPrefix($0) }.max { $0.count < $1.count }
    return longest.flatMap { all.contains($0) ? $0 : nil }
  }

  private static func prefix(of name: String, _ role: Architecture.Role) -> String? {
    for landmark in landmarks where landmark.role == role {
      if name == landmark.name { return "" }
      if name.hasSuffix("." + landmark.name) { return String(name.dropLast(landmark.name.count)) }
    }
    return nil
  }
}
