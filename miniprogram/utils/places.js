/** From a scanned code to the page it stands for. */

/**
 * A mini-program code carries its scene in a path, any other code is the scene itself.
 * @param {{path?: string, result: string}} scanned
 */
function sceneOf(scanned) {
  const scene = /[?&]scene=([^&]*)/.exec(scanned.path || '');
  return scene ? decodeURIComponent(scene[1]) : scanned.result;
}

/**
 * @param {import('../services/contracts').CatalogReply} found
 * @returns {string} the most particular page, empty when there is none
 */
function urlOf({ doctor, department, hospital }) {
  if (doctor) return `/pages/doctor/doctor?id=${doctor.id}`;
  if (department)
    return `/pages/department/department?id=${department.id}&hospital=${department.hospital_id}`;
  return hospital ? `/pages/hospital/hospital?id=${hospital.id}` : '';
}

module.exports = { sceneOf, urlOf };
