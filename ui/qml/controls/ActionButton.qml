import QtQuick
import OpenLuke

// A button that is there only while the core says its action does something.
Button {
    id: button

    required property ScreenViewModel vm
    required property string intent

    objectName: "action-" + intent
    visible: vm.actions.includes(intent)
    onClicked: vm.act(intent)
}
