import ArgumentParser
import VigilStation
import VigilStore

/// `vigil users change STATION NAME`.
struct UsersChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Changes what a user may do; what is not given stays.")

  @OptionGroup
  var user: UserArguments

  @Option(help: "What the user may do; an admin sees all cameras.")
  var role: UserRole?

  @Option(help: "The only cameras that exist for the user, such as door,yard.")
  var cameras: CameraNames?

  @Flag(help: "Let the user see all cameras.")
  var allCameras = false

  func validate() throws {
    try require(role != nil || cameras != nil || allCameras, "give --role, --cameras or --all-cameras")
    try require(cameras == nil || !allCameras, "give one of --cameras and --all-cameras")
    try require(role != .admin || cameras == nil, "an admin sees all cameras; leave out --cameras")
  }

  func run() async throws {
    let place = try StationPlace(beforeFirstStart: user.place.station)
    if let cameras { try place.check(cameras: cameras.names) }
    let users = try place.users()
    let former = try users.user(named: user.name)
    let role = role ?? former.role
    let only = cameras.map { Set($0.names) } ?? (allCameras || role == .admin ? nil : former.cameras)
    try users.setRights(of: user.name, role: role, cameras: only)
    user.tell(UserTable.rights(role, only))
  }
}
