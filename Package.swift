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

    // MARK: VigilReport: what a run leaves behind: result files, charts, pages, progress
    .target(
      name: "VigilReport",
      dependencies: [
        "VigilCore"  // scores, events, gaps, explained errors
      ]),
    .testTarget(name: "VigilReportTests", dependencies: ["VigilReport", "VigilCore"]),
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
