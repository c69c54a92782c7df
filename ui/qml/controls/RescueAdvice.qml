import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."

// Somebody is inside and the core is not there to open: what a screen alone can say.
Rectangle {
    id: advice

    required property KioskViewModel kiosk
    readonly property RescueViewModel vm: kiosk.advice as RescueViewModel

    visible: kiosk.advising
    color: Theme.paper

    MouseArea {
        anchors.fill: parent
        enabled: advice.visible
    }

    ColumnLayout {
        anchors {
            fill: parent
            margins: Theme.margin
        }
        spacing: Theme.block

        Headline {
            Layout.fillWidth: true
            text: advice.vm.headline
        }
        Label {
            Layout.fillWidth: true
            text: advice.vm.hint
        }
        RescueCall {
            Layout.fillWidth: true
            large: true
            vm: advice.vm
        }
        Item {
            Layout.fillHeight: true
        }
        GridLayout {
            Layout.fillWidth: true
            columns: Theme.landscape ? 2 : 1
            uniformCellWidths: true
            rowSpacing: Theme.gap
            columnSpacing: Theme.gap

            Button {
                objectName: "action-rescue"
                Layout.fillWidth: true
                visible: advice.kiosk.canRescue
                filled: true
                symbol: "open"
                text: advice.vm.tryLabel
                onClicked: advice.kiosk.rescue()
            }
            Button {
                objectName: "action-leave_advice"
                Layout.fillWidth: true
                symbol: "back"
                text: advice.vm.backLabel
                onClicked: advice.kiosk.act("back")
            }
        }
    }
}
