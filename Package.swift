// swift-tools-version: 6.2
// The architecture of Vigil, one section per target with its tests beside it.
// A target may only depend on targets above it.
import PackageDescription

let package = Package(
  name: "vigil",
  products: [],
  dependencies: [],
  targets: [
    // MARK: VigilCore: the values that all targets share
    .target(name: "VigilCore"),
    .testTarget(name: "VigilCoreTests", dependencies: ["VigilCore"]),

    // MARK: VigilPreprocessing: frames to clip tensors, by named preset
    .target(
      name: "VigilPreprocessing",
      dependencies: [
        "VigilCore"  // Frame, SnippetPosition, Tensor
      ]
    ),
    .testTarget(
      name: "VigilPreprocessingTests",
      dependencies: [
        "VigilPreprocessing",
        "VigilCore",  // deterministic pictures
      ],
      resources: [.copy("Fixtures")]  // golden values
    ),
  ]
)

// The same language rules everywhere: Swift 6 mode, and a warning is an error.
for target in package.targets
where target.type == .regular || target.type == .executable || target.type == .test {
  guard !target.name.hasPrefix("C") else { continue }
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .enableUpcomingFeature("InferIsolatedConformances"),
      .treatAllWarnings(as: .error),
    ]
}
